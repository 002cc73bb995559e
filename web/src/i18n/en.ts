/** English: every word of the app's own screens. Plural forms end in `_one` and `_other`. */
import { adding } from "./words/adding";
import { buckets } from "./words/buckets";
import { deliveries } from "./words/deliveries";
import { knowledge } from "./words/knowledge";
import { labelers } from "./words/labelers";
import { ontology } from "./words/ontology";
import { projects } from "./words/projects";
import { quality } from "./words/quality";
import { rubrics } from "./words/rubrics";
import { settings } from "./words/settings";
import { shell } from "./words/shell";
import { talk } from "./words/talk";
import { tasks } from "./words/tasks";
import { taxonomy } from "./words/taxonomy";

const en = {
  ...adding,
  ...buckets,
  ...deliveries,
  ...knowledge,
  ...labelers,
  ...ontology,
  ...projects,
  ...quality,
  ...rubrics,
  ...settings,
  ...shell,
  ...talk,
  ...tasks,
  ...taxonomy,
};

export default en;
