import { describePluginConformance } from '../plugin-conformance.ts'
import { plugin } from './plugin.ts'
import { startExampleSource } from './source.ts'

describePluginConformance({ plugin, startSource: startExampleSource })
