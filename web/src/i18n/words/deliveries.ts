/** English: what leaves, and its certificates. */
export const deliveries = {
  deliveries: {
    accuracy: "Certified accuracy",
    certificate: "Certificate",
    create: "Make a delivery",
    createDo: "Freeze and certify",
    createText_one: "Freezes the {{shown}} completed task of now. Later changes do not touch it.",
    createText_other: "Freezes the {{shown}} completed tasks of now. Later changes do not touch them.",
    download: "Download",
    emptyNothing:
      "As soon as a task is completed you can freeze what is done and get it with a certificate of its quality.",
    emptyText: "Freeze what is completed: you get the records in several formats and a certificate of their quality.",
    emptyTitle: "Nothing was delivered yet",
    joined: "{{parts}} parts joined to {{wholes}}",
    lead: "Frozen sets of completed tasks, each with a signed certificate. The same download is always the same bytes.",
    leftOut: "What {{format}} cannot hold was left out. {{lost}}",
    matched: "{{matched}} objects matched, {{percent}} % alike",
    nameNote: "Optional. Without a name, its time is its name.",
    noAudits:
      "Nothing was audited yet, so the certificate will state no accuracy. Audit a random sample first if you need one.",
    oneSided: "{{seen}} seen by only one of two parts, and kept",
    recordCount_one: "{{shown}} record",
    recordCount_other: "{{shown}} records",
    records: "Records",
  },
};
