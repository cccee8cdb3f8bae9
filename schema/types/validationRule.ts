import type { DescribedFinding } from '../../server/records/findings.ts'
import { builder } from '../builder.ts'
import { Severity } from './enums.ts'

export const ValidationRule = builder.objectRef<DescribedFinding>('ValidationRule').implement({
  description: 'Something that must hold for a Metro 2 record, or that mapping or derivation may find.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Name of the rule: `Status-DOFD-1`. Not a global id.' }),
    title: t.exposeString('title', { description: 'The rule in a line.' }),
    severity: t.field({ type: Severity, description: 'How serious a breach is.', resolve: (rule) => rule.severity }),
    fields: t.exposeStringList('fields', { description: 'Fields of the record it looks at: `base.accountStatus`.' }),
    explanation: t.exposeString('explanation', { description: 'Why it matters.' }),
    fix: t.exposeString('fix', { description: 'How to mend a breach.' }),
    source: t.exposeString('source', { description: 'Where the rule comes from.' }),
    note: t.exposeString('note', { nullable: true, description: 'Where it differs from its source, and why.' }),
  }),
})
