/** Provider settings, health and spend. */
export const pipelineTables = {};
