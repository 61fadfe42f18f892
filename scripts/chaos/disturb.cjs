/**
Loaded into the binary before its first line: makes one call of the file system go wrong. What and how is in CHAOS_FAULT, as JSON: `{call, path, effect, nth}`; a line is left in CHAOS_MET when it strikes.
*/
const fs = require('node:fs');
const promises = require('node:fs/promises');

const {call, path, effect, nth = 1} = JSON.parse(process.env.CHAOS_FAULT);
const readFile = promises.readFile;
let seen = 0;

const failure = code => Object.assign(new Error(`${code}: injected, ${call} '${path}'`), {code, syscall: call, path});

/** Carries the call out, or does not, as the effect wants it. */
const disturbed = async (carryOut, args) => {
	seen += 1;
	if (seen !== nth) return carryOut();
	fs.appendFileSync(process.env.CHAOS_MET, 'met\n');
	switch (effect) {
		case 'SIGKILL before':
			return process.kill(process.pid, 'SIGKILL');
		case 'SIGKILL after':
			await carryOut();
			return process.kill(process.pid, 'SIGKILL');
		case 'SIGTERM before':
			process.kill(process.pid, 'SIGTERM');
			return new Promise(resolve => setTimeout(() => resolve(carryOut()), 50));
		case 'does nothing':
			return undefined;
		case 'fails after doing it':
			await carryOut();
			throw failure('EIO');
		case 'half':
			await promises.writeFile.call(promises, args.handle ?? args[0], String(args[args.length - 1]).slice(0, 40)).catch(() => {});
			throw failure('ENOSPC');
		case 'cut content': {
			const whole = await carryOut();
			return whole.subarray(0, whole.length >> 1);
		}
		case 'empty content':
			return Buffer.alloc(0);
		case 'garbage content':
			return Buffer.from('}{ garbage');
		case 'HTML content':
			return Buffer.from('<html><body>Not found</body></html>');
		case 'no UTF-8 content':
			return Buffer.from([0x5b, 0xff, 0xfe, 0x5d]);
		default:
			throw failure(effect);
	}
};

const isMeant = file => String(file).includes(path);

if (call.startsWith('handle.')) {
	// A file that was opened for writing: its handle's own method goes wrong
	const name = call.slice('handle.'.length);
	const open = promises.open;
	promises.open = async (file, flags, ...rest) => {
		const handle = await open(file, flags, ...rest);
		if (!isMeant(file) || !String(flags).includes('w')) return handle;
		const method = handle[name].bind(handle);
		handle[name] = (...args) => disturbed(() => method(...args), Object.assign(args, {handle}));
		return handle;
	};
} else {
	const original = call === 'readFile' ? readFile : promises[call];
	promises[call] = (...args) => (args.some(isMeant) ? disturbed(() => original(...args), args) : original(...args));
}
