/**
 * Photos from a phone are larger than anybody needs: a chosen one is made smaller before it is sent, and drawn anew, so
 * that neither place nor device goes along. Where that fails the server says what it takes.
 */

const LONGEST_SIDE = 1600;
const QUALITY = 0.7;

async function smaller(photo: File): Promise<File> {
  const picture = await createImageBitmap(photo);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d")!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const content = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  return content ? new File([content], "photo.jpg", { type: "image/jpeg" }) : photo;
}

export function shrinkPhotos(): void {
  document.addEventListener("change", async (event) => {
    const field = event.target as HTMLInputElement;
    const photo = field.accept === "image/*" ? field.files?.[0] : undefined;
    if (!photo) return;
    try {
      const files = new DataTransfer();
      files.items.add(await smaller(photo));
      field.files = files.files;
    } catch {
      // not a picture, or one that this browser cannot draw
    }
  });
}
