/** Everything that is asked about a conversation, and what each answer changes. */
export { firstMistake, give } from "./give";
export { foundFor, givenTo, isAfterMistake, isAttributeAsked, isOpen } from "./given";
export type { Ask, Option } from "./kinds";
export { optionsOf, type Words } from "./options";
export { asksOf } from "./questions";
export { inShownOrder, letterOf, type Ranking, seenOrder, spellRanking } from "./rankings";
