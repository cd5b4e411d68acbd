export function durableFunctionsUrl(url: string): string {
  return url;
}
