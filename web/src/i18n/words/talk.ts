/** English: talking to models while labeling, as an operator sets it. */
export const talk = {
  talk: {
    blind: "Labelers do not see which model is which",
    blindNote:
      "They see A, B, … in an order that each assignment draws. Reviewers see the names once an answer is submitted.",
    cap: "Cap in all",
    capADay: "Cap a day",
    capADayNote: "Days are those of UTC. A turn that could pass it is not sent.",
    capNote: "For all replies of this project together. A turn that could pass it is not sent.",
    lead: "Labelers may talk to several models at once while they label. Every question and reply is logged with its cost.",
    models: "Models to talk to",
    modelsNone: "Connect a chat model or a practice model under Models first.",
    modelsNote: "None: nobody talks. Each assignment draws its own from these.",
    mostTokens: "Longest reply",
    mostTokensNote: "In tokens; about three quarters of a word each.",
    replies: "Replies to a message",
    repliesNote: "So many models answer at the same time.",
    reuse: "Equal questions",
    reuseChoice: {
      always: "Share one reply",
      auto: "Share one reply at temperature 0",
      never: "Are asked each time",
    },
    reuseNote: "A shared reply costs once.",
    save: "Save conversation",
    spent: "{{inAll}} spent so far, {{today}} of it today.",
    temperature: "Temperature",
    temperatureNone: "each model's own",
    temperatureNote: "0: the same words get the same reply. Higher: more variety.",
    title: "Conversation with models",
    tools: "Tools that models may call",
    toolsNote:
      "A JSON list in OpenAI's form. Labelers say what a call gives back. The tools of a task go before these.",
    toolsWrong: 'This is no list of tools: [{"function": {"name": "…", "parameters": {…}}}]. It is not saved.',
  },
};
