// A photo for one bar of signal: at most 1280 px, at most 200 KB, without what the camera wrote beside the picture.
const LONGEST = 1280
const LARGEST = 200 * 1024

/** A file of the camera -> base64 of a JPEG. Raises for what is no picture. */
export async function shrunk(file) {
  const picture = await createImageBitmap(file)
  let side = Math.min(1, LONGEST / Math.max(picture.width, picture.height))
  for (let quality = 0.8; ; quality -= 0.15) {
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.width * side)
    canvas.height = Math.round(picture.height * side)
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height)
    const text = canvas.toDataURL('image/jpeg', Math.max(quality, 0.35)).split(',')[1]
    if (text.length * 0.75 <= LARGEST) return text
    if (quality < 0.4) side *= 0.7
  }
}
