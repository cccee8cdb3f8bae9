import { csv } from '../../plugins/csv/plugin.ts'
import { describePluginConformance } from '../plugin-conformance.ts'
import { csvOf, fileOf, loan } from './support.ts'

describePluginConformance({
  plugin: csv,
  prepareFiles() {
    const loans = new Map(Array.from({ length: 700 }, (_, index) => [`L-${index + 1}`, loan(index + 1)]))
    let cut = 0
    return {
      asOf: '2026-06-30',
      uploads() {
        const text = csvOf([...loans.values()])
        return [fileOf(text.slice(0, text.length - cut), null, 4_096)]
      },
      keys: () => [...loans.keys()],
      secrets: ['666-12-0001', '666-12-0351', '02/28/1980'],
      change: (key) => void loans.set(key, { ...loans.get(key)!, city: 'Changeton' }),
      malform: (key) => void loans.set(key, { ...loans.get(key)!, birthDate: '02/28/1980?' }),
      truncate() {
        cut = 40
      },
    }
  },
})
