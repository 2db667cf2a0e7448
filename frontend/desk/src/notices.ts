/** Short messages that appear after the page was drawn; a screen reader reads them out. */

export function notify(text: string): void {
  const place = document.querySelector<HTMLElement>("#notices");
  const model = document.querySelector<HTMLTemplateElement>("#notice");
  if (!place || !model) return;
  const notice = model.content.cloneNode(true) as DocumentFragment;
  const sentence = notice.querySelector("[data-sentence]");
  if (sentence) sentence.textContent = text;
  place.replaceChildren(notice);
}

/** A sentence that the page carries in the reader's language. */
export function sentence(name: "offline" | "failed"): string {
  return document.querySelector<HTMLElement>("#notices")?.dataset[name] ?? "";
}

document.addEventListener("click", (event) => {
  (event.target as Element).closest("[data-dismiss]")?.closest("[role=alert], [role=status]")?.remove();
});
