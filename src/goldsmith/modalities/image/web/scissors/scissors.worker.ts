/** Follows edges of pictures, off the main thread; while nobody asks it looks ahead in short strides. */
import { type Trace, Tracing } from "./tracing";

const tracing = new Tracing();
const { port1: later, port2: now } = new MessageChannel();
let isExploring = false;

self.onmessage = ({ data }: MessageEvent<Trace>) => {
  self.postMessage(tracing.answer(data));
  if (!isExploring) later.postMessage(null);
  isExploring = true;
};

now.onmessage = () => {
  isExploring = tracing.explore();
  if (isExploring) later.postMessage(null);
};
