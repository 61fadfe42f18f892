import childProcess from 'node:child_process';
import {syncBuiltinESMExports} from 'node:module';
import net from 'node:net';

const refuse = (what: string) => (): never => {
	throw new Error(`pnpm test:fast starts no ${what}: name what this test calls in \`slow\` of vitest.fast.ts`);
};

// Holds the choice of vitest.fast.ts against what tests do
net.Server.prototype.listen = refuse('server');
for (const name of ['spawn', 'exec', 'execFile', 'fork', 'spawnSync', 'execSync', 'execFileSync'] as const)
	Object.assign(childProcess, {[name]: refuse('process')});
syncBuiltinESMExports();
