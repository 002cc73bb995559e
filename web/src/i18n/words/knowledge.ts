/** English: knowledge bases. */
export const knowledge = {
  knowledge: {
    add: "New knowledge base",
    counts: "{{added}} added, {{changed}} changed, {{retired}} retired, {{rejected}} rejected",
    description: "What it is about",
    emptyText:
      "A knowledge base lists what mentions can stand for: people, places, products. Load a file of entries, and labelers search it while they label.",
    emptyTitle: "No knowledge bases yet",
    entries_one: "{{formatted}} entry",
    entries_other: "{{formatted}} entries",
    fileNote: "JSONL or CSV with id and name, and perhaps aliases, description, type and popularity.",
    lead: "What a mention can stand for. Answers hold the ids of entries, so an entry is never deleted: what a file leaves out is retired at most.",
    load: "Load a file",
    loadTitle: "Load entries into {{title}}",
    file: "File",
    isWhole: "The file is the whole",
    isWholeNote: "Entries that it does not name are retired: labelers find them no more, answers keep them.",
    loading: "Reading {{name}}: {{rows}} rows",
    lastLoad: "{{name}}: {{counts}}",
    failed:
      "{{name}} could not be read to its end. {{error}} What was read is kept; correct the file and load it again.",
    name: "Name",
    nameNote: "As ontologies name it, for ever: a–z, 0–9 and _ . - only.",
    nothing: "Nothing is called “{{query}}”.",
    row: "Row {{row}}: {{error}}",
    search: "Search {{title}}",
    title: "Title",
  },
};
