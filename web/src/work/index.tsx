/** The two Work routes. */
export { WorkList } from "./WorkList";
export { WorkScreen } from "./WorkScreen";
