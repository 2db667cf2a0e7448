/** The frame of every page: menu on a phone, drop-down panels, and the key that jumps to the search box. */

const NARROW = window.matchMedia("(max-width: 991.98px)");

function startMenu(): void {
  const toggle = document.querySelector<HTMLButtonElement>("[data-menu-toggle]");
  const menu = document.querySelector<HTMLElement>("#menu");
  const content = document.querySelector<HTMLElement>("#content");
  if (!toggle || !menu || !content) return;

  const show = (open: boolean): void => {
    document.documentElement.classList.toggle("menu-open", open);
    toggle.setAttribute("aria-expanded", String(open));
    content.inert = open;
    if (open) menu.querySelector<HTMLElement>("a, button")?.focus();
  };
  toggle.addEventListener("click", () => show(toggle.getAttribute("aria-expanded") !== "true"));
  document.querySelector("[data-menu-close]")?.addEventListener("click", () => show(false));
  NARROW.addEventListener("change", () => show(false));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || toggle.getAttribute("aria-expanded") !== "true") return;
    show(false);
    toggle.focus();
  });
}

/** `<details class="panel">` works without script; this closes an open one on a click elsewhere and on Escape. */
function startPanels(): void {
  const open = (): HTMLDetailsElement[] => [...document.querySelectorAll<HTMLDetailsElement>("details.panel[open]")];
  document.addEventListener("click", (event) => {
    for (const panel of open()) if (!panel.contains(event.target as Node)) panel.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const panel of open()) {
      panel.open = false;
      panel.querySelector("summary")?.focus();
    }
  });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/**
 * `/` goes to the page's own search box where it has one, else to the one in the head; Ctrl+K (on a Mac ⌘K) always to the
 * one in the head.
 */
function startSearchKey(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      const everything = document.querySelector<HTMLInputElement>("[data-search-all]");
      if (!everything) return;
      event.preventDefault();
      everything.focus();
      everything.select();
      return;
    }
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const boxes = [...document.querySelectorAll<HTMLInputElement>("[data-search]")].filter((box) => box.checkVisibility());
    const box = boxes.at(-1);
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}

/** Filters stand open beside a wide table and fold away over a narrow one. */
function foldFilters(): void {
  if (!NARROW.matches) return;
  for (const filters of document.querySelectorAll<HTMLDetailsElement>("details.filters-more")) filters.open = false;
}

function startPrinting(): void {
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-print]")) window.print();
  });
}

export function startShell(): void {
  startMenu();
  startPanels();
  startSearchKey();
  foldFilters();
  startPrinting();
}
