/** A worker that answers one question at a time, in the order asked; it starts with the first. */

export class Answering<Question, Answer> {
  private worker: Worker | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private readonly start: () => Worker;

  constructor(start: () => Worker) {
    this.start = start;
  }

  /** What nobody waits for any more when its turn comes is not asked. */
  ask(question: Question, signal?: AbortSignal): Promise<Answer> {
    const answer = this.last.then(() => {
      signal?.throwIfAborted();
      return this.put(question);
    });
    this.last = answer.catch(() => undefined);
    return answer;
  }

  dispose(): void {
    this.worker?.terminate();
    this.worker = null;
  }

  private put(question: Question): Promise<Answer> {
    this.worker ??= this.start();
    const { worker } = this;
    return new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data);
      worker.onerror = (event) => {
        this.dispose();
        reject(new Error(event.message));
      };
      worker.postMessage(question);
    });
  }
}
