/** Cuts things out of pictures, off the main thread. */
import { cutOut, type Shown } from "./cutOut";

self.onmessage = ({ data }: MessageEvent<Shown>) => self.postMessage(cutOut(data));
