// Modules are named by their path and not numbered, so that the same text gives the same bytes.
module.exports = { optimization: { moduleIds: 'named', chunkIds: 'named' }, devtool: false };
