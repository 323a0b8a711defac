/* A link to a row of the sheet: its headers come with it.

   The browser puts the row itself at the top of the window, and what says which figure is which out of it,
   wherever the frame of the sheet has less to scroll than that. */

export function land() {
  const row = document.getElementById(location.hash.slice(1))?.closest("tr.is-row");
  const frame = row?.closest(".snppe-sheet__scroll");
  // On a narrow screen a row is a card, which names its own figures.
  if (!frame || getComputedStyle(frame).overflowY === "visible") {
    return;
  }
  frame.scrollIntoView({ block: "start" });
  row.scrollIntoView({ block: "nearest" });
}
