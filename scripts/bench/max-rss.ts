/** Preloaded into a process that is measured: writes the most memory it ever held, in MB, to the file that `MAX_RSS_FILE` names. */
import {writeFileSync} from 'node:fs';

process.once('exit', () => writeFileSync(process.env['MAX_RSS_FILE']!, String(process.resourceUsage().maxRSS / 1024)));
