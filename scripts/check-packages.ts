/** Packs every public package as it would be published and checks the tarball: publint for its manifest, attw for its types, and a build in an empty project. */
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'slack-im-pack-'));
const run = (command: string, args: string[], cwd: string): void => {
	execFileSync(command, args, {cwd, stdio: 'inherit'});
};

try {
	for (const name of ['packages/core', 'packages/targets', 'packages/report', 'apps/cli']) {
		run('npx', ['-y', 'pnpm@12.21.0', 'pack', '--pack-destination', folder], path.join(root, name));
	}
	for (const tarball of readdirSync(folder).filter(file => file.endsWith('.tgz'))) {
		console.log(`\n${tarball}`);
		run('npx', ['publint', 'run', '--strict', path.join(folder, tarball)], root);
		run('npx', ['attw', path.join(folder, tarball), '--profile', 'esm-only', '--no-emoji'], root);
	}
} finally {
	rmSync(folder, {recursive: true, force: true});
}
