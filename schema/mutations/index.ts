/** Every mutation. */
import './apiKeys.ts'
import './checkConnection.ts'
import './connections.ts'
import './furnishers.ts'
import './presets.ts'
import './syncRuns.ts'
import './webhooks.ts'
