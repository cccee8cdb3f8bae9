/** docs/rules.md: every rule as the registry has it. Written by `npm run codegen`. */
import { notEvaluated } from '../server/metro2/rules/registry.ts'
import { type DescribedFinding, describedFindings } from '../server/records/findings.ts'

const head = `# Rules

Every rule that a record, a line, a file or two months of an account are checked by. Written by \`npm run codegen\` from the rules themselves; not to be edited.

An **ERROR** holds a record back from reporting until it is mended or waived; a **WARNING** is probably wrong and holds nothing; an **INFO** is worth knowing and often right. All rules
always run. A finding may be milder than its rule: where two rules say the same, the general one is information beside the special one, and where a correction carries its evidence,
rules about the reported past warn. The last column says so.

**When it is found** names fields with their numbers: \`(17A)\` is field 17A of the base segment, \`(J1 7)\` field 7 of J1, \`(header 8)\` field 8 of the header. A rule that looks at several things is found by either of the conditions.

What a rule looks at: one **record**, the characters of a **line**, what was last reported of the account (**previous**), or the whole **file**.

The same list, with what your organization made of it, is \`validationRules\` in the API (docs/api.md).
`

interface Section {
  title: string
  intro: string
  holds: (finding: DescribedFinding) => boolean
}

const isMoov = ({ id }: DescribedFinding) => id.startsWith('M-')
const isGuidance = ({ id }: DescribedFinding) => /^G-[A-Z0-9]+-\d+$/.test(id)
const isEvaluator = ({ source }: DescribedFinding) => source.startsWith('CFPB evaluator')

const sections: readonly Section[] = [
  {
    title: 'Evaluators of the CFPB',
    intro: 'What the regulator looks for in furnishers’ files. The severities are ours.',
    holds: isEvaluator,
  },
  {
    title: 'Public guidance',
    intro: 'The Fair Credit Reporting Act, field definitions, what bureaus and servicers publish.',
    holds: isGuidance,
  },
  {
    title: 'Checks of moov',
    intro: 'What the open reader moov-io/metro2 checks, for whoever sends files to a program built on it.',
    holds: isMoov,
  },
  {
    title: 'Mapping, derivation and sync',
    intro: 'What is found on the way from the source’s document to the record.',
    holds: (finding) => !isMoov(finding) && !isGuidance(finding) && !isEvaluator(finding),
  },
]

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

function row(finding: DescribedFinding): string {
  const { id, severity, scopes, title, condition, explanation, fix, source, note } = finding
  return `| ${[`\`${id}\``, severity, scopes.join(', '), title, condition, explanation, fix, source, note ?? ''].map(cell).join(' | ')} |`
}

function table({ title, intro, holds }: Section): string {
  const rows = describedFindings.filter(holds).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return [
    `## ${title} (${rows.length})`,
    '',
    intro,
    '',
    '| rule | severity | looks at | what is wrong | when it is found | why it matters | how to mend it | source | note |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rows.map(row),
    '',
  ].join('\n')
}

const undecided = `## What is not evaluated

Neither passed nor failed; the part that can be decided is among the rules above.

${notEvaluated.map(({ id, reason }) => `- \`${id}\`: ${reason}`).join('\n')}
`

export function rulesDocument(): string {
  return [head, ...sections.map(table), undecided].join('\n')
}
