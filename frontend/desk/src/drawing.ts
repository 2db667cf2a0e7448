/**
 * A box to sign in with a finger or the mouse. What is drawn goes into a hidden field as strokes, `M10 20L12 21L…`, in the
 * 600 × 200 units of the box: the picture, without how fast or how hard somebody wrote.
 */

const WIDTH = 600;
const HEIGHT = 200;
const LEAST_STEP = 3; // units between two points of a line: finer ones only make the field longer

class Drawing {
  private readonly box: SVGSVGElement;
  private readonly path: SVGPathElement;
  private readonly value: HTMLInputElement;
  private last: [number, number] | null = null;

  constructor(root: HTMLElement) {
    this.box = root.querySelector("svg")!;
    this.path = this.box.querySelector("path")!;
    this.value = root.querySelector<HTMLInputElement>("[data-drawing-value]")!;
    this.box.addEventListener("pointerdown", (event) => this.begin(event));
    this.box.addEventListener("pointermove", (event) => this.go(event));
    for (const end of ["pointerup", "pointercancel"]) this.box.addEventListener(end, () => (this.last = null));
    root.querySelector("[data-drawing-clear]")!.addEventListener("click", () => this.show(""));
  }

  private show(strokes: string): void {
    this.value.value = strokes;
    this.path.setAttribute("d", strokes);
  }

  private point(event: PointerEvent): [number, number] {
    const { left, top, width, height } = this.box.getBoundingClientRect();
    const inside = (share: number, most: number): number => Math.round(Math.min(Math.max(share, 0), 1) * most);
    return [inside((event.clientX - left) / width, WIDTH), inside((event.clientY - top) / height, HEIGHT)];
  }

  /** A tap alone is a dot: a line to where it began. */
  private begin(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    this.box.setPointerCapture(event.pointerId);
    const [x, y] = (this.last = this.point(event));
    this.show(`${this.value.value}M${x} ${y}L${x} ${y}`);
  }

  private go(event: PointerEvent): void {
    if (!this.last) return;
    const [x, y] = this.point(event);
    if (Math.hypot(x - this.last[0], y - this.last[1]) < LEAST_STEP) return;
    this.last = [x, y];
    this.show(`${this.value.value}L${x} ${y}`);
  }
}

export function startDrawings(): void {
  for (const root of document.querySelectorAll<HTMLElement>("[data-drawing]")) new Drawing(root);
}
