/** Preloaded into a process that is measured: writes the most memory it ever held, in MB, to the file that `MAX_RSS_FILE` names. Plain JavaScript: taking types out would cost memory of its own. */
import {writeFileSync} from 'node:fs';

const file = process.env['MAX_RSS_FILE'] ?? 'max-rss';
process.once('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS / 1024)));
