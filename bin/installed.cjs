/** Compares what package-lock.json asks for with what npm has noted as installed in node_modules/.package-lock.json. */
const { readFileSync } = require('node:fs')
const { join } = require('node:path')

/**
 * The packages that are missing or have another version, by their folders. npm writes its note last of all and removes
 * it first, so an interrupted installation counts as none; it makes no difference who ran npm, and with which options.
 * @param {string} root - the project's folder
 * @param {{ runtimeOnly: boolean }} wants - whether packages that only tests and checks need may be missing
 * @returns {string[]}
 */
function findMissing(root, { runtimeOnly }) {
  const wanted = readPackages(join(root, 'package-lock.json'))
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'))
  return Object.entries(wanted)
    .filter(([folder]) => folder !== '')
    .filter(([, entry]) => !(runtimeOnly && (entry.dev || entry.devOptional)))
    .filter(([folder, entry]) => {
      const found = installed[folder]
      // Optional packages are left out on platforms that they are not for.
      return found ? found.version !== entry.version || found.integrity !== entry.integrity : !entry.optional
    })
    .map(([folder]) => folder)
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {}
  } catch (error) {
    if (error.code === 'ENOENT') return {}
    throw error
  }
}

module.exports = { findMissing }
