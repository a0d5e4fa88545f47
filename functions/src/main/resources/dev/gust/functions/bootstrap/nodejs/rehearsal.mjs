// Runs once before any function is known, so that the loading of modules of this kind is loaded itself.
export const handler = async (event) => event;
