/* What a text may hold, for the editor: what the server prints, and nothing else that is pasted. */

import {
  Blockquote, Bold, BulletList, Document, Gapcursor, HardBreak, Heading, History, Italic, ListItem, Mark, Node, OrderedList,
  Paragraph, Table, TableCell, TableHeader, TableRow, Text,
} from "../../django_prose_editor/editor.js";

export const LEVEL = 2;
const SAFE = /^(https:|mailto:)/i;

/** A figure cited by reference: shown as it stands today, written back as its words. */
const Cited = Node.create({
  name: "cited",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes() {
    return { words: { default: "" }, says: { default: "" }, known: { default: true } };
  },
  parseHTML() {
    return [{
      tag: "span[data-cites]",
      getAttrs: (element) => ({
        words: element.dataset.cites, says: element.textContent, known: element.className !== "unknown",
      }),
    }];
  },
  renderHTML({ node }) {
    const { words, says, known } = node.attrs;
    return ["span", { class: known ? "figure-cited" : "unknown", "data-cites": words, title: `[[${words}]]` }, says];
  },
  renderText: ({ node }) => node.attrs.says,
});

const Link = Mark.create({
  name: "link",
  inclusive: false,
  addAttributes() {
    return { href: { default: null } };
  },
  parseHTML() {
    return [{ tag: "a[href]", getAttrs: (element) => SAFE.test(element.getAttribute("href")) && null }];
  },
  renderHTML({ HTMLAttributes }) {
    return ["a", { href: HTMLAttributes.href }, 0];
  },
});

export const isSafe = (address) => SAFE.test(address);

// A cell holds one line; no width is ever set by script, which the content policy would refuse as a style.
const Cell = { content: "paragraph", addAttributes: () => ({}) };
// Paragraphs alone: a list or a table in a quotation is more than a report prints well.
const Quotation = Blockquote.extend({ content: "paragraph+" });
const cells = [
  Table.extend({ renderHTML: () => ["table", ["tbody", 0]], addNodeView: () => null }).configure({ resizable: false }),
  TableRow,
  TableHeader.extend({ ...Cell, renderHTML: () => ["th", { scope: "col" }, 0] }),
  TableCell.extend({ ...Cell, renderHTML: () => ["td", 0] }),
];

export const extensions = [
  Document, Text, Paragraph, HardBreak, Bold, Italic, Quotation, BulletList, OrderedList, ListItem, History, Gapcursor,
  Heading.configure({ levels: [LEVEL] }), Link, Cited, ...cells,
];
