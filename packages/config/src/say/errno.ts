/** The code of a system error, as in `ENOENT`; undefined for any other error. */
export const codeOf = (error: unknown): string | undefined =>
	error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

const reasons: Readonly<Record<string, string>> = {
	ENOENT: 'there is no such file or folder',
	EACCES: 'this user has no right to do that',
	EPERM: 'this user has no right to do that',
	EISDIR: 'it is a folder',
	ENOTDIR: 'a part of its path is a file, not a folder',
	ENOSPC: 'the disk is full',
	EDQUOT: 'the quota is used up',
	EROFS: 'it is on a file system that can only be read',
	ELOOP: 'its links lead in a ring',
	ENAMETOOLONG: 'its name is too long',
	EMFILE: 'too many files are open',
	EIO: 'the disk does not answer',
};

/** Why a file could not be read or written, for people: without the code and without the path, which the message around it names. */
export const reasonOf = (error: unknown): string => {
	const code = codeOf(error);
	if (code !== undefined && Object.hasOwn(reasons, code)) return reasons[code] ?? code;
	return error instanceof Error ? error.message : 'it cannot be read';
};
