/** English. */
const en = { product: "Goldsmith" };
export default en;
