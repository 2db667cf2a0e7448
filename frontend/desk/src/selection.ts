/** Ticking rows of a ledger: the bar with the group actions appears and says how many are ticked. */

function update(table: HTMLElement): void {
  const boxes = [...table.querySelectorAll<HTMLInputElement>("[data-select-row]")];
  const ticked = boxes.filter((box) => box.checked).length;
  const all = table.querySelector<HTMLInputElement>("[data-select-all]");
  if (all) {
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }
  const bar = table.querySelector<HTMLElement>("[data-selection]");
  if (bar) bar.hidden = ticked === 0;
  const count = table.querySelector("[data-selection-count]");
  if (count) count.textContent = String(ticked);
}

export function startSelections(): void {
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement)) return;
    const table = box.closest<HTMLElement>("[data-selectable]");
    if (!table) return;
    if (box.hasAttribute("data-select-all")) {
      for (const row of table.querySelectorAll<HTMLInputElement>("[data-select-row]")) row.checked = box.checked;
    }
    update(table);
  });
}
