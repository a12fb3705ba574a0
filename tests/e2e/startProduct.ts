// One running product for all end-to-end files; they keep apart by making threads of their own.
import { startProduct } from "../support/product";

export default async function setUp(): Promise<() => Promise<void>> {
  const product = await startProduct();
  process.env.NATURALCAD_TEST_URL = product.url;
  process.env.NATURALCAD_TEST_KEY = product.apiKey;
  return () => product.stop();
}
