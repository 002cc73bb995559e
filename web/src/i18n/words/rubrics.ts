/** English: how rubrics that labelers write are tested, as an operator sets it. */
export const rubrics = {
  rubrics: {
    gap: "Least gap",
    gapNote: "In percent of a whole score: so far each good response has to stand above each bad one.",
    lead: "Rubrics are graded on planted responses, which their writers never see. One that does not tell the good ones from the bad ones goes to a reviewer.",
    model: "Model that grades",
    modelNone: "None: nothing is tested",
    modelNote: "It needs tasks with planted responses, good ones and bad ones.",
    modelsNone: "Connect a chat model or a practice model under Models first.",
    save: "Save rubric tests",
    tests: "Tests before submission",
    testsNote: "So often a writer may test the rubric of one item.",
    title: "Rubric tests",
  },
};
