/** Measures from the submit key to the next item on screen; tests and the browser's profiler read the marks. */
export const SUBMIT_MARK = "goldsmith:submit";
export const PAINTED_MARK = "goldsmith:painted";
export const MEASURE = "goldsmith:submit-to-painted";

export function markSubmit(): void {
  performance.clearMarks(SUBMIT_MARK);
  performance.mark(SUBMIT_MARK);
}

/** The frame that shows the item has been handed to the screen when the task after its animation frame runs. */
export function markPainted(): void {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      performance.mark(PAINTED_MARK);
      if (performance.getEntriesByName(SUBMIT_MARK).length === 0) return;
      performance.measure(MEASURE, SUBMIT_MARK, PAINTED_MARK);
      performance.clearMarks(SUBMIT_MARK);
    };
    port2.postMessage(null);
  });
}
