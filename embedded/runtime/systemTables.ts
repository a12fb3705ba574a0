/** Names of the system tables behind Convex's own tools. */
export const EXPORTS = "_exports";
export const IMPORTS = "_snapshot_imports";
export const VARIABLES = "_environment_variables";
