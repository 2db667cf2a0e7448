/**
 * htmx swaps parts of a page. Whatever comes back instead of such a part must not land in the middle of a table: a whole
 * page (signed out, moved) is opened, an error page gives its sentence, and a dead network says so.
 */

import "htmx.org";

import { notify, sentence } from "./notices";

interface RequestDetail {
  ctx?: { text?: string; request: { method: string; body: unknown }; response?: { status: number; raw: Response } };
  error?: unknown;
}

function isWholePage(text: string): boolean {
  return /^\s*<!doctype html/i.test(text);
}

function problemIn(page: string): string {
  const parsed = new DOMParser().parseFromString(page, "text/html");
  return parsed.querySelector("[data-problem]")?.textContent?.trim() || sentence("failed");
}

/** A filter that was left empty does not belong in the address. */
function dropEmptyFields(event: Event): void {
  const request = (event as CustomEvent<RequestDetail>).detail.ctx?.request;
  if (request?.method !== "GET" || !(request.body instanceof FormData)) return;
  for (const [name, value] of [...request.body]) if (value === "") request.body.delete(name);
}

export function reportFailures(): void {
  document.addEventListener("htmx:config:request", dropEmptyFields);
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = (event as CustomEvent<RequestDetail>).detail;
    if (!ctx?.response) return;
    const text = ctx.text ?? "";
    const { status, raw } = ctx.response;
    if (isWholePage(text)) {
      event.preventDefault();
      if (status < 400) window.location.assign(raw.url);
      else notify(problemIn(text));
    } else if (status >= 500) {
      event.preventDefault();
      notify(sentence("failed"));
    }
  });
  document.addEventListener("htmx:error", (event) => {
    if ((event as CustomEvent<RequestDetail>).detail.ctx) notify(sentence("offline"));
  });
}
