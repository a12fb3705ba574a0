/** Comments, notifications, presence and share links. */
export const peopleTables = {};
