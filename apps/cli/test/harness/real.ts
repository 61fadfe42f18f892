/**
Whether a test has to be skipped for lack of something real on this machine; one line says so. With SLACK_IM_REAL=1 nothing is skipped, so that what is missing shows as a failure.

@param what - The test, and what it needs.
*/
export const isMissing = (present: boolean, what: string): boolean => {
	if (present || process.env['SLACK_IM_REAL'] === '1') return false;
	process.stderr.write(`skipped: ${what}\n`);
	return true;
};
