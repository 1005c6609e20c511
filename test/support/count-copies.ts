/** How many bytes Buffer.concat copies during an action. */
export function countCopies(action: () => void): number {
  const { concat } = Buffer;
  let copied = 0;
  Buffer.concat = (list, length) => {
    const joined = concat(list, length);
    copied += joined.length;
    return joined;
  };
  try {
    action();
  } finally {
    Buffer.concat = concat;
  }
  return copied;
}
