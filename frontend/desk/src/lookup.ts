/**
 * A field that finds a record by typing: a text box with a list under it, after the ARIA combobox pattern. The server
 * answers `GET data-lookup?q=…` with `<li role="option" data-value="…" data-text="…">`; the chosen value goes into the
 * hidden field beside the box.
 */

import { notify, sentence } from "./notices";

const PAUSE_MS = 250;

class Lookup {
  private readonly box: HTMLInputElement;
  private readonly value: HTMLInputElement;
  private readonly list: HTMLElement;
  private timer = 0;
  private request: AbortController | null = null;

  constructor(private readonly root: HTMLElement) {
    this.box = root.querySelector<HTMLInputElement>("[role=combobox]")!;
    this.value = root.querySelector<HTMLInputElement>("[data-lookup-value]")!;
    this.list = root.querySelector<HTMLElement>("[role=listbox]")!;
    this.box.addEventListener("input", () => this.typed());
    this.box.addEventListener("keydown", (event) => this.pressed(event));
    this.box.addEventListener("blur", () => this.left());
    // mousedown, not click: the box must not lose the focus before the choice is taken
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = (event.target as Element).closest<HTMLElement>("[role=option]");
      if (option) this.choose(option);
    });
  }

  private options(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>("[role=option]")];
  }

  private typed(): void {
    this.value.value = "";
    this.box.setCustomValidity("");
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.search(), PAUSE_MS);
  }

  private async search(): Promise<void> {
    this.request?.abort();
    const text = this.box.value.trim();
    if (!text) return this.show(false);
    this.request = new AbortController();
    const url = new URL(this.root.dataset.lookup!, window.location.href);
    url.searchParams.set("q", text);
    try {
      const answer = await fetch(url, { headers: { Accept: "text/html" }, signal: this.request.signal });
      if (!answer.ok || answer.redirected) {
        // an error page, or the sign-in of a session that has ended: what was typed in the form stays
        notify(sentence("failed"));
        return this.show(false);
      }
      this.list.innerHTML = await answer.text();
      this.show(true);
    } catch {
      this.show(false); // typed on, or no network: the next letter asks again
    }
  }

  private show(open: boolean): void {
    this.list.hidden = !open;
    this.box.setAttribute("aria-expanded", String(open));
    this.mark(null);
  }

  private mark(option: HTMLElement | null): void {
    for (const other of this.options()) other.setAttribute("aria-selected", String(other === option));
    if (option) this.box.setAttribute("aria-activedescendant", option.id);
    else this.box.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  private move(step: 1 | -1): void {
    const options = this.options();
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const next = at < 0 ? (step > 0 ? 0 : options.length - 1) : (at + step + options.length) % options.length;
    this.mark(options[next] ?? null);
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) void this.search();
      else this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !this.list.hidden) {
      event.preventDefault();
      const options = this.options();
      const option = options.find((item) => item.getAttribute("aria-selected") === "true") ?? options[0];
      if (option) this.choose(option);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.stopPropagation();
      this.show(false);
    }
  }

  private choose(option: HTMLElement): void {
    this.value.value = option.dataset.value ?? "";
    this.box.value = option.dataset.text ?? option.textContent?.trim() ?? "";
    this.box.setCustomValidity("");
    this.show(false);
  }

  private left(): void {
    this.show(false);
    const unresolved = this.box.value.trim() !== "" && this.value.value === "";
    this.box.setCustomValidity(unresolved ? (this.root.dataset.invalid ?? "") : "");
  }
}

export function startLookups(): void {
  for (const root of document.querySelectorAll<HTMLElement>("[data-lookup]")) new Lookup(root);
}
