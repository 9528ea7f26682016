/** Compares package-lock.json with the packages that npm has recorded in node_modules/.package-lock.json. */
const { readFileSync } = require('node:fs')
const { join } = require('node:path')

/**
 * Returns the folders of the packages that are missing or have another version. npm removes its record first and writes it
 * last, so that an interrupted installation counts as none.
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
      // npm omits optional packages of other platforms.
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
