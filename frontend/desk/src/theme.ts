/**
 * Light or dark, decided before the first paint. Built as one plain script without imports, because a module would run
 * too late and the page would flash. The choice stays in the browser: `auto` follows the machine.
 */

type Choice = "auto" | "light" | "dark";

const KEY = "menshen-theme";
const machine = window.matchMedia("(prefers-color-scheme: dark)");

function read(): Choice {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === "light" || stored === "dark" ? stored : "auto";
  } catch {
    return "auto"; // site data is blocked
  }
}

function remember(choice: Choice): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // the choice then holds for this page only
  }
}

function apply(choice: Choice): void {
  const dark = choice === "dark" || (choice === "auto" && machine.matches);
  document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
  for (const button of document.querySelectorAll<HTMLElement>("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
  }
}

let choice = read();
document.documentElement.classList.add("js");
apply(choice);
machine.addEventListener("change", () => apply(choice));
document.addEventListener("DOMContentLoaded", () => apply(choice));
document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-theme-choice]");
  if (!button) return;
  choice = button.dataset.themeChoice as Choice;
  remember(choice);
  apply(choice);
});

export {};
