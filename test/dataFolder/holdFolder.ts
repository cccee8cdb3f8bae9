/** Owns the folder given as the first argument until the process is killed. */
import { acquireDataFolder } from '../../server/dataFolder.ts'

const [dir, url] = process.argv.slice(2)
acquireDataFolder(dir!, { url: null }).setUrl(url!)
console.log('owned')
setInterval(() => {}, 60_000)
