/** Forms post as plain HTML; script only keeps a second click from sending twice and leads the eye to what is wrong. */

function isBusy(form: HTMLFormElement): boolean {
  return form.dataset.busy === "true";
}

function setBusy(form: HTMLFormElement, busy: boolean): void {
  form.dataset.busy = String(busy);
  for (const element of form.elements) {
    if (!(element instanceof HTMLButtonElement) || element.type !== "submit") continue;
    element.setAttribute("aria-disabled", String(busy));
    element.classList.toggle("btn-loading", busy);
  }
}

/** The button stays enabled, only marked: a disabled one would drop its own name and value from what is sent. */
function guardDoubleSubmit(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.hasAttribute("data-once") || event.defaultPrevented) return;
    if (isBusy(form)) event.preventDefault();
    else setBusy(form, true);
  });
  // Coming back with the browser's button shows the page as it was left: sending must work again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-busy=true]")) setBusy(form, false);
  });
}

/** Labels of multiple choice lists say how many are chosen. */
function countChoices(): void {
  const update = (list: HTMLElement): void => {
    const output = list.querySelector("[data-choice-count]");
    if (output) output.textContent = String(list.querySelectorAll("input:checked").length);
  };
  document.querySelectorAll<HTMLElement>("[data-choices]").forEach(update);
  document.addEventListener("change", (event) => {
    const list = (event.target as Element).closest<HTMLElement>("[data-choices]");
    if (list) update(list);
  });
}

export function guardForms(): void {
  guardDoubleSubmit();
  countChoices();
  document.querySelector<HTMLElement>("[data-error-summary]")?.focus();
}
