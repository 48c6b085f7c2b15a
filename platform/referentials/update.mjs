// Turns the npm package `@etalab/decoupage-administratif` into our compact, diffable data files.
//
//   node platform/referentials/update.mjs [VERSION]      (needs node and npm; VERSION defaults to the one below)
//
// Writes data/communes.tsv and data/departements.tsv. Review the difference, then run the crate's tests:
// they hold the counts that a new vintage changes.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PACKAGE = '@etalab/decoupage-administratif'
const version = process.argv[2] ?? '6.0.0'
// Each major version of the package is one vintage of the code officiel géographique, as of 1 January.
const VINTAGES = { 5: '2025-01-01', 6: '2026-01-01' }
const date = VINTAGES[version.split('.')[0]]
if (!date) throw new Error(`no vintage known for version ${version}: read the package's README and complete VINTAGES`)

const here = dirname(fileURLToPath(import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'referentials-'))
try {
  const [packed] = JSON.parse(execFileSync('npm', ['pack', `${PACKAGE}@${version}`, '--json'], { cwd: work, encoding: 'utf8' }))
  execFileSync('tar', ['xzf', packed.filename], { cwd: work })
  const read = name => JSON.parse(readFileSync(join(work, 'package', 'data', `${name}.json`), 'utf8'))
  const header = (title, columns) => [
    `# ${title}`,
    `# source: npm ${PACKAGE} ${version} (code officiel géographique de l'INSEE, codes postaux de La Poste)`,
    `# integrity: ${packed.integrity}`,
    '# licence: MIT, Copyright (c) 2018-2019 Etalab',
    `# date: ${date}`,
    `# colonnes: ${columns}`
  ]
  const save = (name, lines) => writeFileSync(join(here, 'data', name), lines.join('\n') + '\n')
  const byCode = (a, b) => (a < b ? -1 : a > b ? 1 : 0)

  const STATUS = { 'commune-actuelle': 'C', 'arrondissement-municipal': 'A', 'commune-deleguee': 'D', 'commune-associee': 'S' }
  const communes = read('communes')
  const current = new Map(communes.filter(c => c.type === 'commune-actuelle').map(c => [c.code, c.nom]))
  const lines = communes
    // A delegated commune under the code and the name of today's commune would only be its double.
    .filter(c => c.type === 'commune-actuelle' || current.get(c.code) !== c.nom)
    .map(c => {
      const status = STATUS[c.type]
      if (!status) throw new Error(`unknown type ${c.type}`)
      if (/[\t\n]/.test(c.nom)) throw new Error(`separator in ${c.nom}`)
      return [c.code, status, c.nom, c.chefLieu ?? c.commune ?? '', c.population ?? '', (c.codesPostaux ?? []).join(' ')].join('\t')
    })
    .sort(byCode)
  save('communes.tsv', [
    ...header('Communes', 'code COG, statut (C actuelle, A arrondissement municipal, D déléguée, S associée), nom, code de la commune dont elle fait partie, population, codes postaux'),
    ...lines
  ])

  const departements = read('departements').map(d => `${d.code}\t${d.nom}`).sort(byCode)
  save('departements.tsv', [...header('Départements et collectivités d\'outre-mer', 'code, nom'), ...departements])
  console.log(`${lines.length} communes, ${departements.length} départements, ${date}`)
} finally {
  rmSync(work, { recursive: true })
}
