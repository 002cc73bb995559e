/** What each way of adding items is given. */
import type { Project } from "../../api";
import type { Outcome } from "./intake";

export interface WayProps {
  project: Project;
  mediaTypes: readonly string[];
  /** What the project's modality reads: manifests first. */
  importFormats: readonly string[];
  onFinish(outcome: Outcome): void;
}
