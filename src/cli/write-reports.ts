export async function writeReports(_folder: string): Promise<{ md: string; json: string }> {
  return { md: '', json: '' };
}
