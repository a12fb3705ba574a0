/** Documents and their elements, and links to outside tools. */
export const documentsTables = {};
