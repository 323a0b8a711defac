/* From the document of the editor back to the text that is kept: the markup the server reads. */

const CITED = /(\[\[[^[\]\n]{1,80}\]\])/;
const MARKS = [["bold", "**"], ["italic", "*"]];

/** The whole document. */
export function written(doc) {
  return blocks(doc).join("\n\n");
}

function blocks(parent) {
  const made = [];
  parent.forEach((node) => made.push(block(node)));
  return made.filter((text) => text.trim());
}

function block(node) {
  switch (node.type.name) {
    case "heading": return `## ${line(node).replaceAll("\n", " ")}`;
    case "bulletList": return items(node, () => "- ");
    case "orderedList": return items(node, (rank) => `${(node.attrs.start ?? 1) + rank}. `);
    case "blockquote": return quotation(node);
    case "table": return table(node);
    default: return line(node).split("\n").map(safeStart).join("\n");
  }
}

function items(list, sign) {
  const made = [];
  list.forEach((item, offset, rank) => {
    const head = sign(rank);
    const text = blocks(item).join("\n").replaceAll("\n", `\n${" ".repeat(head.length)}`);
    made.push(head + text);
  });
  return made.join("\n");
}

/** Two spaces before a figure: with one, « > 5 » means « more than 5 ». */
function quotation(node) {
  const lines = blocks(node).join("\n\n").split("\n");
  return lines.map((text) => (/^[\d=\s]/.test(text) ? `>  ${text.trimStart()}` : `> ${text}`.trimEnd())).join("\n");
}

function table(node) {
  const rows = [];
  node.forEach((row) => {
    const cells = [];
    row.forEach((cell) => cells.push(blocks(cell).join(" ").replaceAll("\n", " ").replaceAll("|", "\\|")));
    rows.push(`| ${cells.join(" | ")} |`);
  });
  rows.splice(1, 0, `|${" --- |".repeat(node.firstChild.childCount)}`);
  return rows.join("\n");
}

/** The inline content of a node; marks open and close around words, never around the spaces beside them. */
function line(node) {
  let made = "";
  node.forEach((child) => {
    if (child.type.name === "hardBreak") {
      made += "\n";
    } else if (child.type.name === "cited") {
      made += dressed(`[[${child.attrs.words}]]`, child.marks);
    } else if (child.isText) {
      made += dressed(escaped(child.text), child.marks);
    }
  });
  return made.replaceAll("****", "");
}

function dressed(text, marks) {
  const [, before, core, after] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text);
  if (!core) {
    return text;
  }
  const names = new Set(marks.map((mark) => mark.type.name));
  let made = MARKS.reduce((inner, [name, sign]) => (names.has(name) ? sign + inner + sign : inner), core);
  const link = marks.find((mark) => mark.type.name === "link");
  if (link) {
    made = `[${made}](${link.attrs.href.replace(/[()\s]/g, encodeURIComponent)})`;
  }
  return before + made + after;
}

/** Signs that were typed as such stay such, but for those of a figure cited by its words. */
function escaped(text) {
  return text.split(CITED).map((part, rank) => (rank % 2 ? part : plain(part))).join("");
}

function plain(text) {
  return text.replace(/[\\*[\]]/g, "\\$&").replace(/(^|\s)_|_(?=\s|$)/g, (found) => found.replace("_", "\\_"));
}

function safeStart(text) {
  return text.replace(/^(\s*)([-–—•·#|>])/, "$1\\$2").replace(/^(\s*\d{1,2})([.)]\s)/, "$1\\$2");
}
