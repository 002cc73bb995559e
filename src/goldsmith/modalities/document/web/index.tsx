export default { name: "document.v1" }
