import {execFileSync} from 'node:child_process';
import process from 'node:process';

import {codeOf} from '@slack-im/config/errno';

/** When a process began, as `ps` says it; empty where that cannot be found out. Undefined where there is no such process. */
export const startOf = (pid: number): string | undefined => {
	try {
		process.kill(pid, 0);
	} catch (error) {
		if (codeOf(error) !== 'EPERM') return undefined;
	}
	try {
		// The same text whatever the time zone and language of the one who asks
		const env = {PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC'};
		return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']}).trim();
	} catch {
		return '';
	}
};
